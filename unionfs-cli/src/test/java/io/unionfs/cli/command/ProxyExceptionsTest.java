package io.unionfs.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code NO_PROXY}, case by case as Go's package httpproxy documents it. */
class ProxyExceptionsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "foo.com           | foo.com         | 443 | true",
        "foo.com           | bar.foo.com     | 443 | true",
        "foo.com           | notfoo.com      | 443 | false",
        ".foo.com          | bar.foo.com     | 443 | true",
        ".foo.com          | foo.com         | 443 | false",
        "*.foo.com         | bar.foo.com     | 443 | true",
        "*.foo.com         | foo.com         | 443 | false",
        "FOO.com           | Bar.Foo.COM     | 443 | true",
        "foo.com:5000      | foo.com         | 5000 | true",
        "foo.com:5000      | foo.com         | 443 | false",
        "foo.com:http      | foo.com         | 80  | false",
        "foo.com:99999999  | foo.com         | 80  | false",
        "*                 | any.example     | 443 | true",
        "x.org, * ,y.org   | any.example     | 443 | true",
        "a.org , foo.com   | foo.com         | 443 | true",
        "' , ,'            | foo.com         | 443 | false",
        "1.2.3.4           | 1.2.3.4         | 443 | true",
        "1.2.3.4:80        | 1.2.3.4         | 443 | false",
        "1.2.3.4:80        | 1.2.3.4         | 80  | true",
        "10.0.0.0/8        | 10.200.1.2      | 443 | true",
        "10.0.0.0/8        | 11.0.0.1        | 443 | false",
        "192.168.4.0/22    | 192.168.7.255   | 443 | true",
        "192.168.4.0/22    | 192.168.8.0     | 443 | false",
        "10.0.0.0/33       | 10.0.0.0        | 443 | false",
        "10.0.0.0/8        | ten.example     | 443 | false",
        "fe80::/10         | [fe80::1]       | 443 | true",
        "fe80::/10         | [fd80::1]       | 443 | false",
        "::ffff            | [::ffff]        | 443 | true",
        "[2001:db8::1]:443 | [2001:db8::1]   | 443 | true",
        "[2001:db8::1]:443 | [2001:db8::1]   | 80  | false",
        "none              | localhost       | 80  | true",
        "none              | LocalHost       | 80  | true",
        "none              | 127.9.8.7       | 80  | true",
        "none              | [::1]           | 80  | true",
        "none              | localhost.x     | 80  | false",
      })
  void hostsToWhichNoProxyLeads(String list, String host, int port, boolean without) {
    assertThat(ProxyExceptions.parse(list).contain(host, port)).isEqualTo(without);
  }
}

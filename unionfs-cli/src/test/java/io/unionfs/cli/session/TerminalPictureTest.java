package io.unionfs.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class TerminalPictureTest {
  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void eachPieceStandsAtItsColumnInItsColour() throws Exception {
    String svg = TerminalPicture.of("t", "ab \033[31mred\033[0m  c\n\n\033[1;36m/>\033[0m d");
    NodeList pieces = parsed(svg).getElementsByTagName("tspan");
    assertThat(pieces.getLength()).isEqualTo(5);
    Element red = (Element) pieces.item(1);
    assertThat(red.getTextContent()).isEqualTo("red");
    assertThat(red.getAttribute("x")).isEqualTo("43.2"); // 18 and three columns of 8.4
    assertThat(red.getAttribute("fill")).isEqualTo("#ff7b72");
    Element plain = (Element) pieces.item(2);
    assertThat(plain.getTextContent()).isEqualTo("\u00a0\u00a0c");
    assertThat(plain.hasAttribute("fill")).isFalse();
    NodeList lines = parsed(svg).getElementsByTagName("text");
    assertThat(((Element) lines.item(0)).getAttribute("y")).isEqualTo("48");
    assertThat(((Element) lines.item(1)).getAttribute("y")).isEqualTo("86");
  }

  @Test
  void whatXmlCannotHoldIsLeftOut() throws Exception {
    String svg = TerminalPicture.of("<t> & \"u\"", "<a href=\"x\">&amp;\u0001\udc80\uffff\u2500");
    assertThat(parsed(svg).getDocumentElement().getAttribute("aria-label"))
        .isEqualTo("<t> & \"u\"");
    assertThat(parsed(svg).getElementsByTagName("tspan").item(0).getTextContent())
        .isEqualTo("<a\u00a0href=\"x\">&amp;\u2500");
  }
}

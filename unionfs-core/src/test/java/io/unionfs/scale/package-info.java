/**
 * What large things cost: each figure of {@code docs/limits.md} is printed by a {@code *Main} here,
 * in a process of its own with a bounded heap, and held to by {@code ScaleTest}.
 */
package io.unionfs.scale;

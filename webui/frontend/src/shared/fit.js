// Showing a drawing whole beside its palette.

export const PALETTE = 116; // pixels that a palette takes at the left
export const MARGIN = 20;

/** Shows the whole drawing on `canvas` beside the palette, at most at its natural size. */
export function fitBeside(canvas) {
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || !outer.width) return;
  const scale = Math.min(1, (outer.width - PALETTE - MARGIN) / inner.width, (outer.height - 2 * MARGIN) / inner.height);
  canvas.viewbox({
    x: inner.x - PALETTE / scale,
    y: inner.y - (outer.height / scale - inner.height) / 2,
    width: outer.width / scale,
    height: outer.height / scale,
  });
}

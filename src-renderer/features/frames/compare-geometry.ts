/** Fitting, zooming and dividing pictures for comparison. All lengths in CSS pixels. */

export interface Size {
  width: number;
  height: number;
}

export interface Rect extends Size {
  left: number;
  top: number;
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** The largest rectangle of a shape (width ÷ height) inside a box, centred. */
export function fitInside(box: Size, shape: number): Rect {
  const width = Math.min(box.width, box.height * shape);
  const height = width / shape;
  return { left: (box.width - width) / 2, top: (box.height - height) / 2, width, height };
}

/** How the picture is looked at: 1 shows all of it; offsets move its centre away from the box's centre. */
export interface Look {
  zoom: number;
  offsetX: number;
  offsetY: number;
}

export const WHOLE_PICTURE: Look = { zoom: 1, offsetX: 0, offsetY: 0 };
const MAX_ZOOM = 8;

/** Keeps the picture from being pushed out of the box. */
export function clampLook(picture: Size, look: Look): Look {
  const zoom = clamp(look.zoom, 1, MAX_ZOOM);
  const roomX = (picture.width * (zoom - 1)) / 2;
  const roomY = (picture.height * (zoom - 1)) / 2;
  // `+ 0` turns -0 into 0, which would otherwise show up in styles.
  return { zoom, offsetX: clamp(look.offsetX, -roomX, roomX) + 0, offsetY: clamp(look.offsetY, -roomY, roomY) + 0 };
}

/** Zooms around a point given from the box's centre: what is under the pointer stays there. */
export function zoomLook(picture: Size, look: Look, factor: number, pointerX: number, pointerY: number): Look {
  const zoom = clamp(look.zoom * factor, 1, MAX_ZOOM);
  const ratio = zoom / look.zoom;
  return clampLook(picture, {
    zoom,
    offsetX: pointerX - (pointerX - look.offsetX) * ratio,
    offsetY: pointerY - (pointerY - look.offsetY) * ratio,
  });
}

/** Where the divider of a slider comparison stands, 0 (left) to 1 (right), for a pointer over a picture. */
export function dividerAt(picture: Rect, pointerX: number): number {
  return picture.width <= 0 ? 0.5 : clamp((pointerX - picture.left) / picture.width, 0, 1);
}

/** `clip-path` that shows only what is left of the divider, in the zoomed picture's own box. */
export function clipLeftOf(picture: Size, look: Look, divider: number): string {
  // The divider is fixed to the unzoomed picture's box; the clip moves inside the zoomed one.
  const zoomedLeft = (picture.width - picture.width * look.zoom) / 2 + look.offsetX;
  const inside = clamp((picture.width * divider - zoomedLeft) / (picture.width * look.zoom), 0, 1);
  return `inset(0 ${((1 - inside) * 100).toFixed(3)}% 0 0)`;
}

/** The grid that shows `count` pictures of one shape as large as a box allows. */
export function bestGrid(box: Size, count: number, shape: number, gap: number, captionHeight: number): { columns: number; tile: Size } {
  let best = { columns: 1, tile: { width: 0, height: 0 } };
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(count / columns);
    const widthEach = (box.width - gap * (columns - 1)) / columns;
    const heightEach = (box.height - gap * (rows - 1)) / rows - captionHeight;
    const width = Math.min(widthEach, heightEach * shape);
    if (width > best.tile.width) best = { columns, tile: { width, height: width / shape } };
  }
  return best;
}

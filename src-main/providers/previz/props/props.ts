/** Things in a picture, each at its real size. */
import type { PropKind, PropSpec } from '#domain/picture.ts';
import type { DrawContext, Drawing } from '../drawing.ts';
import { Sketch } from '../figure/sketch.ts';
import { drawBag } from './bag.ts';
import { drawBicycle } from './bicycle.ts';
import { drawBook } from './book.ts';
import { drawBottle } from './bottle.ts';
import { drawBox } from './box.ts';
import { drawCan } from './can.ts';
import { drawCar } from './car.ts';
import { drawChocolate } from './chocolate.ts';
import { drawCovered } from './covered.ts';
import { drawHeadphones } from './headphones.ts';
import { drawJar } from './jar.ts';
import { drawLamp } from './lamp.ts';
import { drawLaptop } from './laptop.ts';
import { drawMug } from './mug.ts';
import { drawPerfume } from './perfume.ts';
import { drawPet } from './pet.ts';
import { drawPhone } from './phone.ts';
import { drawPlant } from './plant.ts';
import { drawPlate } from './plate.ts';
import { drawShoe } from './shoe.ts';
import { benchFor } from './solid.ts';
import type { Bench, PropView } from './solid.ts';
import { drawWatch } from './watch.ts';

export { drawSteam } from './steam.ts';
export type { PropView } from './solid.ts';

export interface PropOptions {
  /** Camera: level with it, from above, or the product shot slightly above. */
  view: PropView;
  /** Against real size; default 1. */
  scale?: number;
  /** In a hand: without the shadow it would stand in. */
  held?: boolean;
}

const artists: Record<PropKind, (bench: Bench) => void> = {
  mug: drawMug,
  bottle: drawBottle,
  perfume: drawPerfume,
  jar: drawJar,
  can: drawCan,
  phone: drawPhone,
  laptop: drawLaptop,
  watch: drawWatch,
  shoe: drawShoe,
  bag: drawBag,
  box: drawBox,
  car: drawCar,
  bicycle: drawBicycle,
  plate: drawPlate,
  plant: drawPlant,
  pet: drawPet,
  book: drawBook,
  headphones: drawHeadphones,
  lamp: drawLamp,
  chocolate: drawChocolate,
  covered: drawCovered,
};

/**
 * Draws a thing with the shadow it stands in. Origin at the middle of its
 * base, real millimetres times `scale`. Steam is separate (`drawSteam`), so
 * that the camera can move it.
 */
export function drawProp(ctx: DrawContext, spec: PropSpec, options: PropOptions): Drawing {
  const bench = benchFor(ctx, spec, options.view, options.held !== true);
  artists[spec.kind](bench);
  const drawn = bench.sketch.done();
  const scale = options.scale ?? 1;
  if (scale === 1) return drawn;
  const scaled = new Sketch(ctx);
  scaled.place(drawn, 0, 0, 0, scale);
  return scaled.done();
}

/** Every place a picture may be set in. */
import type { SettingKind } from '#domain/picture.ts';
import { abstract } from './abstract.ts';
import { bathroom } from './bathroom.ts';
import { beach } from './beach.ts';
import { bedroom } from './bedroom.ts';
import { cafe } from './cafe.ts';
import { forest } from './forest.ts';
import { gym } from './gym.ts';
import { kitchen } from './kitchen.ts';
import { livingRoom } from './living-room.ts';
import { mountainRoad } from './mountain-road.ts';
import { office } from './office.ts';
import type { Setting } from './setting.ts';
import { shop } from './shop.ts';
import { streetDay } from './street-day.ts';
import { streetNight } from './street-night.ts';
import { studio } from './studio.ts';

export const settings: Readonly<Record<SettingKind, Setting>> = {
  kitchen,
  'living-room': livingRoom,
  bedroom,
  bathroom,
  cafe,
  office,
  'street-day': streetDay,
  'street-night': streetNight,
  shop,
  gym,
  forest,
  beach,
  'mountain-road': mountainRoad,
  studio,
  abstract,
};

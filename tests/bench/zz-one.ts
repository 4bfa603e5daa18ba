import { writeFileSync } from 'node:fs';
import { renderPicture } from '#providers/previz/render.ts';
import { sampleScene } from '../fixtures/previz-scenes.ts';
const o=JSON.parse(process.argv[3]??'{}'); const e=JSON.parse(process.argv[4]??'{}');
writeFileSync(process.argv[2], await renderPicture(sampleScene(o,{width:1280,height:720,...e}),new AbortController().signal));

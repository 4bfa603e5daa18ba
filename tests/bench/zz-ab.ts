import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { paintPlanned, planClip } from '#providers/previz/clip.ts';
import { encode } from '#providers/previz/render.ts';
import { sampleClip, sampleScene } from '../fixtures/previz-scenes.ts';
const tiles:Buffer[]=[]; const size={width:480,height:270};
for (const [a,b,w] of [[1,4,{}],[2,1,{movement:'push-in'}],[3,5,{movement:'push-in',framing:'Close-up'}],[1,1,{movement:'tracking',action:'Maya walks along the pavement.',setting:'City street by day',product:null,framing:'Wide shot'}],[1,1,{movement:'push-in',action:'Maya reaches for the mug. Then she takes a sip.'}]] as any) {
 const r=sampleClip(w,size); r.startFrame.request=sampleScene(w,{...size,variation:a,seed:11}); r.endFrame!.request=sampleScene(w,{...size,role:'end',variation:b,seed:12});
 const c=await planClip(r,new AbortController().signal);
 for(const s of [0,.2,.4,.5,.6,.8,1]) tiles.push(await encode(paintPlanned(c,Math.round(s*(c.frames.length-1))),480,270));
}
writeFileSync('/tmp/stage/ab.png',await sharp({create:{width:7*484,height:5*274,channels:3,background:'#111'}}).composite(tiles.map((input,i)=>({input,left:(i%7)*484,top:Math.floor(i/7)*274}))).png().toBuffer());

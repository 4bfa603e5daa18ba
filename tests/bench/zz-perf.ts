import { planClip } from '#providers/previz/clip.ts';
import { paintFrame, makeEasel } from '#providers/previz/darkroom.ts';
import { sampleClip, sampleScene } from '/work/main/tests/fixtures/previz-scenes.ts';
import { renderPicture } from '#providers/previz/render.ts';
const s=new AbortController().signal;
let t=performance.now(); await renderPicture(sampleScene({}, {width:1280,height:720}),s); console.log('still cold',performance.now()-t);
t=performance.now(); await renderPicture(sampleScene({}, {width:1280,height:720}),s); console.log('still',performance.now()-t);
t=performance.now();
const c=await planClip(sampleClip({movement:'push-in'},{width:1280,height:720}),s);
console.log('plan',performance.now()-t, c.plan.parts.length);
for(const p of c.plan.parts) if(p.kind==='reel') p.reel.paint.forEach((l,i)=>console.log(l.kind,l.z,l.textures.map(x=>`${x.width}x${x.height}`).slice(0,3).join(' '),l.textures.length,p.reel.motion[i].times.length));
const e=makeEasel(c.plan); const out=new Uint32Array(new SharedArrayBuffer(1280*720*4));
for(let k=0;k<2;k++)for(let i=0;i<96;i+=12){const u=process.cpuUsage();paintFrame(c.plan,c.frames[i],out,e);const v=process.cpuUsage(u);console.log(i,(v.user/1000).toFixed(1))}
import { compositeFrame } from '#providers/previz/compositor.ts';
import { applyGrade, drawParticles } from '#providers/previz/grade.ts';
{const p=c.plan.parts[0]; const v=c.frames[50].views[0]; if(p.kind==='reel'&&'shot' in v){ const cpu=(n:string,f:()=>void)=>{f();const u=process.cpuUsage();for(let i=0;i<5;i++)f();console.log(n,(process.cpuUsage(u).user/5000).toFixed(1))};
cpu('composite',()=>compositeFrame(out,1280,720,p.reel.paint,v.shot.state,e.scratch));
cpu('particles',()=>drawParticles(out,1280,720,p.reel.particles,.5,v.shot.pan));
cpu('grade',()=>applyGrade(out,p.reel.tables,1,256));
p.reel.paint.forEach((l,i)=>cpu('layer '+i+' '+l.z+' '+l.kind,()=>compositeFrame(out,1280,720,[l],{camera:v.shot.state.camera,layers:[v.shot.state.layers[i]]},e.scratch)));
}}

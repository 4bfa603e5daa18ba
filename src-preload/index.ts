/**
 * The bridge into the renderer. Plain data and two functions cross it: no electron object, no schema, no path.
 * Sandboxed preloads must be CommonJS, which the build takes care of.
 */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { CALL_CHANNEL, EVENT_CHANNEL, SHELL_CHANNEL, type ShellRequest } from './contract/names.ts';

export interface HeroframeBridge {
  call(name: string, input: unknown): Promise<unknown>;
  onEvent(listener: (event: unknown) => void): () => void;
  shell(request: ShellRequest, input: unknown): Promise<unknown>;
}

const bridge: HeroframeBridge = {
  call: (name, input) => ipcRenderer.invoke(CALL_CHANNEL, name, input),
  onEvent: (listener) => {
    const forward = (_event: IpcRendererEvent, payload: unknown): void => listener(payload);
    ipcRenderer.on(EVENT_CHANNEL, forward);
    return () => {
      ipcRenderer.removeListener(EVENT_CHANNEL, forward);
    };
  },
  shell: (request, input) => ipcRenderer.invoke(SHELL_CHANNEL, request, input),
};

contextBridge.exposeInMainWorld('heroframe', bridge);

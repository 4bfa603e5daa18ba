/**
 * The bridge into the renderer: plain functions over three channels. No electron object, no schema and no path
 * crosses it. Sandboxed preloads must be CommonJS, which the build takes care of.
 */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { CALL_CHANNEL, EVENT_CHANNEL, SHELL_CHANNEL, type ShellRequest } from './contract/names.ts';

const shell = (request: ShellRequest, input: unknown): Promise<unknown> => ipcRenderer.invoke(SHELL_CHANNEL, request, input);

contextBridge.exposeInMainWorld('heroframe', {
  call: (name: string, input: unknown): Promise<unknown> => ipcRenderer.invoke(CALL_CHANNEL, name, input),
  onEvent: (listener: (event: unknown) => void): (() => void) => {
    const forward = (_event: IpcRendererEvent, payload: unknown): void => listener(payload);
    ipcRenderer.on(EVENT_CHANNEL, forward);
    return () => {
      ipcRenderer.removeListener(EVENT_CHANNEL, forward);
    };
  },
  openFolder: (): Promise<unknown> => shell('openFolder', {}),
  revealExport: (projectId: string, exportId: string): Promise<unknown> => shell('revealExport', { projectId, exportId }),
  saveExport: (projectId: string, exportId: string): Promise<unknown> => shell('saveExport', { projectId, exportId }),
});

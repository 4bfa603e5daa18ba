/** Where the page starts: picks the client this page can use, and shows the studio. */
import { startStudio } from './app/start.tsx';
import { createBridgeClient } from './client/bridge.ts';
import { createPageSocketClient } from './client/socket.ts';

const bridge = window.heroframe;
const client = bridge === undefined ? createPageSocketClient(window) : createBridgeClient(bridge);
const root = document.querySelector('#root');
if (root === null) throw new Error('index.html has no #root');
startStudio(client, root, { mac: /Mac|iPhone|iPad/.test(navigator.userAgent) });

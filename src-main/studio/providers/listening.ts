/** Whether a server of this computer or house is there at all, before it is asked anything. */
import { connect } from 'node:net';

/** Milliseconds; a machine in the house that is awake answers far sooner. */
const PATIENCE_MS = 700;

/**
 * Opens and closes a connection. Asking through the transport would take seconds to give up, because requests are
 * repeated; a port that nobody listens on says so at once.
 *
 * @param address base URL; false when it is none
 */
export async function isListening(address: string): Promise<boolean> {
  if (!URL.canParse(address)) return false;
  const { hostname, port, protocol } = new URL(address);
  return await new Promise((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
    });
    const end = (found: boolean): void => {
      socket.destroy();
      resolve(found);
    };
    socket.setTimeout(PATIENCE_MS, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

/** The clock for words such as "5 min ago". */
import { useEffect, useState } from 'react';

/** How often those words are looked at again, milliseconds. */
const EVERY_MS = 30_000;

/** Milliseconds since the epoch, renewed twice a minute. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Lets `style` carry our CSS variables. */
// oxlint-disable-next-line import/no-unassigned-import -- makes this file a module that adds to React's own types
import 'react';

declare module 'react' {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- merging with React's own interface needs an interface
  interface CSSProperties {
    [variable: `--${string}`]: string | number | undefined;
  }
}

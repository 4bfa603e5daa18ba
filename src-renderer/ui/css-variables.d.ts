/** Lets `style` carry our CSS variables. */
import 'react';

declare module 'react' {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- merging with React's own interface needs an interface
  interface CSSProperties {
    [variable: `--${string}`]: string | number | undefined;
  }
}

import { classNames } from './class-names.ts';
import css from './skeleton.module.css';

/** Stands where a picture or text will be. `ratio` is width over height; without it the parent gives the size. */
export function Skeleton({ ratio, className, busy = true }: { ratio?: number; className?: string | undefined; busy?: boolean }) {
  return (
    <span
      className={classNames(css['skeleton'], busy && css['busy'], className)}
      style={ratio === undefined ? undefined : { aspectRatio: String(ratio) }}
      aria-hidden="true"
    />
  );
}

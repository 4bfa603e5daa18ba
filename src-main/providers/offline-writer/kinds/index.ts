/** Every kind of product the writer knows. The last one stands for everything else. */
import { bodyKinds } from './body.ts';
import type { ProductKind } from './kind.ts';
import { lifeKinds } from './life.ts';
import { tasteKinds } from './taste.ts';
import { techKinds } from './tech.ts';

export const productKinds: readonly ProductKind[] = [...tasteKinds, ...bodyKinds, ...techKinds, ...lifeKinds];

/** The kind with this id; `thing` for unknown ids. */
export function kindById(id: string): ProductKind {
  const kind = productKinds.find((k) => k.id === id) ?? productKinds.at(-1);
  if (kind === undefined) throw new Error('The list of product kinds is empty.');
  return kind;
}

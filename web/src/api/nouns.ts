import type { components } from "./schema.gen";

type Schemas = components["schemas"];

/** A body that the server reads, by the name that `openapi.json` gives it. */
export type Body<Name extends keyof Schemas> = Schemas[Name];

/** One page of a list. */
export type Page<Item> = { items: Item[]; next_cursor?: string | null; total: number };

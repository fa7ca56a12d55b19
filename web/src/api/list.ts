import { infiniteQueryOptions, type QueryKey } from "@tanstack/react-query";
import type { Page } from "./nouns";

/** Most that the server gives at once; enough for menus, which do not page. */
export const WHOLE = 100;

/** A list that is read page by page. */
export function listOptions<Item>(queryKey: QueryKey, page: (cursor: string | undefined) => Promise<Page<Item>>) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam }) => page(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    select: (data) => ({
      items: data.pages.flatMap((page) => page.items),
      total: data.pages[0]?.total ?? 0,
      first: data.pages[0],
    }),
  });
}

import { QueryClient } from "@tanstack/react-query";
import createClient from "openapi-fetch";
import { ApiError, asApiError, parseError } from "./error";
import { fetchFresh } from "./fresh";
import type { paths } from "./schema.gen";

/** The one door to the server. The session is a cookie, so nothing here holds a credential. */
export const client = createClient<paths>({ baseUrl: "", credentials: "same-origin", fetch: fetchFresh });

/** The body of an answer, or an `ApiError`. */
export async function answer<Data>(call: Promise<{ data?: Data; error?: unknown; response: Response }>): Promise<Data> {
  const { data, error, response } = await call.catch((failure: unknown) => {
    throw asApiError(failure);
  });
  if (!response.ok) throw parseError(response.status, error);
  return data as Data;
}

/** The header that makes a save fail with 412 when someone else saved since `version`. */
export function ifMatch(version: number): { "If-Match": string } {
  return { "If-Match": `"${version}"` };
}

/** Refusals are answers: only a server that does not answer is asked again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (count, error) => count < 2 && error instanceof ApiError && (error.status === 0 || error.status === 503),
    },
  },
});

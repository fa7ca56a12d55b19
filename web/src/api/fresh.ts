/** Asks the person to sign in again; true when they did. */
type Ask = () => Promise<boolean>;

let ask: Ask | undefined;

/** Says who asks; the answer takes it back. */
export function whenStale(next: Ask): () => void {
  ask = next;
  return () => {
    if (ask === next) ask = undefined;
  };
}

/**
 * Fetches, and where the server wants a fresh sign-in for the act, asks for one and sends the same request again. So no
 * page needs to know which acts are of that kind.
 */
export async function fetchFresh(request: Request): Promise<Response> {
  const again = request.clone();
  const response = await fetch(request);
  if (response.status !== 403 || !ask || !(await isStale(response.clone()))) return response;
  return (await ask()) ? fetch(again) : response;
}

async function isStale(response: Response): Promise<boolean> {
  const body: unknown = await response.json().catch(() => undefined);
  const error = typeof body === "object" && body !== null && "error" in body ? body.error : undefined;
  return typeof error === "object" && error !== null && "code" in error && error.code === "fresh_sign_in_required";
}

/** What the server says when it does not do something: the contract's envelope, parsed. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string | null;
  readonly action: string | null;
  readonly requestId: string | null;

  constructor(status: number, body: Partial<ErrorBody>) {
    super(body.message || "the server gave no reason");
    this.status = status;
    this.code = body.code ?? "unknown";
    this.hint = body.hint ?? null;
    this.action = body.action ?? null;
    this.requestId = body.request_id ?? null;
  }
}

type ErrorBody = {
  code: string;
  message: string;
  hint: string | null;
  action: string | null;
  request_id: string | null;
};

/** Any thrown thing as an `ApiError`; status 0 means that no answer came. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(0, { code: "unreachable", message: "the server does not answer", hint: "try again in a moment" });
}

export function parseError(status: number, body: unknown): ApiError {
  const envelope = typeof body === "object" && body !== null && "error" in body ? body.error : undefined;
  if (typeof envelope === "object" && envelope !== null) return new ApiError(status, envelope as Partial<ErrorBody>);
  return new ApiError(status, { code: `status_${status}`, message: `the server answered ${status} without a reason` });
}

/** The first of `names` that the error's message has in backticks: below that field it belongs. */
export function fieldOf(error: ApiError | null, names: readonly string[]): string | null {
  if (!error) return null;
  const quoted = [...error.message.matchAll(/`([^`]*)`/g)].map((match) => match[1]);
  return names.find((name) => quoted.some((text) => text === name || text?.endsWith(`.${name}`))) ?? null;
}

/** What is wrong, without the field's name where the message starts with it: it stands under that field. */
export function complaint(error: ApiError): string {
  return sentence(error.message.replace(/^`[^`]+`: /, ""));
}

/** A message as a sentence: the server's start small and end without a full stop. */
export function sentence(text: string): string {
  return stop(begin(text));
}

/** With a capital, as what begins a sentence. */
export function begin(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** With its full stop, unless it ends with one: what it begins with stays as it is written. */
export function stop(text: string): string {
  return text === "" || /[.!?]$/.test(text) ? text : `${text}.`;
}

import { asApiError } from "./error";

/** What the data API answers to a call of an action. */
export type ActionAnswer = {
  status: number;
  /** As it was sent. */
  body: string;
  milliseconds: number;
  /** The number under which the refusal is explained, where the server keeps it. */
  explanation: string | null;
};

export type ActionCall = {
  /** The instance's address; its path is asked on the server that this page came from. */
  instanceUrl: string;
  name: string;
  connection: string;
  token: string;
  /** A JSON object. */
  input: string;
  /** Everything is done, and undone. */
  isDry: boolean;
};

/** Calls an action as an application user does: by a token of theirs, without the session of whoever looks. */
export async function callAction(call: ActionCall): Promise<ActionAnswer> {
  const path = `${new URL(call.instanceUrl).pathname}/rest/v1/rpc/${encodeURIComponent(call.name)}`;
  const began = performance.now();
  try {
    const answer = await fetch(path, {
      method: "POST",
      credentials: "omit",
      headers: {
        Authorization: `Bearer ${call.token}`,
        "Content-Type": "application/json",
        "Content-Profile": call.connection,
        ...(call.isDry ? { Prefer: "handling=strict, tx=rollback" } : {}),
      },
      body: call.input,
    });
    const body = await answer.text();
    const explained = /\/explain\/([0-9a-f]+)/.exec(answer.headers.get("Link") ?? "");
    return {
      status: answer.status,
      body,
      milliseconds: performance.now() - began,
      explanation: explained?.[1] ?? null,
    };
  } catch (error) {
    throw asApiError(error);
  }
}

/** A refusal of the data API, in the shape that PostgREST gives it; null where the text is none. */
export function refusalOf(body: string): { code: string; message: string; hint: string | null } | null {
  try {
    const { code, message, hint } = JSON.parse(body) as Record<string, unknown>;
    if (typeof code !== "string" || typeof message !== "string") return null;
    return { code, message, hint: typeof hint === "string" ? hint : null };
  } catch {
    return null;
  }
}

import type { ClientAuth } from "../../../../api/client-auth";
import type { Body } from "../../../../api/nouns";
import type { Issuers } from "./client-auth-issuers";
import type { Key } from "./client-auth-secrets";
import { type SessionDraft, draftOf as sessionDraftOf, sessionOf } from "./client-auth-session";

/** The form as it stands; lists are texts, one of them on each line or parted by blanks. */
export type Draft = {
  keys: Key[];
  issuers: Issuers;
  names: string;
  session: SessionDraft;
  audiences: string;
  rolesClaim: string;
  hasDevelopment: boolean;
  isAnonymous: boolean;
  origins: string;
};

/** What the form shows of what is saved. */
export function draftOf(auth: ClientAuth): Draft {
  const addresses = auth.jwks_uri.map((address) => [address, auth.key_issuers[address]].filter(Boolean).join(" "));
  return {
    keys: auth.hs256.map((key, id) => ({ id, kid: key.kid, secret: "", isKept: true })),
    issuers: {
      addresses: addresses.join("\n"),
      entered: auth.jwks ? JSON.stringify(auth.jwks, null, 2) : "",
      supabase: auth.supabase?.url ?? "",
      legacySecret: "",
    },
    names: auth.issuers.join(" "),
    session: sessionDraftOf(auth.session),
    audiences: auth.audiences.join(" "),
    rolesClaim: auth.roles_claim,
    hasDevelopment: auth.development_tokens,
    isAnonymous: auth.anonymous,
    origins: auth.origins.join(" "),
  };
}

/** Whether saving the form would change what is saved. */
export function isChanged(draft: Draft, auth: ClientAuth): boolean {
  return JSON.stringify(draft) !== JSON.stringify(draftOf(auth));
}

/** The body that saves it. */
export function bodyOf(draft: Draft, auth: ClientAuth): Body<"ClientAuthChange"> {
  return {
    hs256: draft.keys.map((key) => ({
      kid: key.kid.trim(),
      ...(key.isKept && key.secret === "" ? {} : { secret: key.secret.trim() }),
    })),
    jwks: enteredOf(draft.issuers.entered),
    ...keySetsOf(draft.issuers.addresses),
    supabase: supabaseOf(draft.issuers),
    issuers: words(draft.names),
    leeway_seconds: auth.leeway_seconds,
    session: sessionOf(draft.session),
    audiences: words(draft.audiences),
    roles_claim: draft.rolesClaim.trim(),
    development_tokens: draft.hasDevelopment,
    anonymous: draft.isAnonymous,
    origins: words(draft.origins),
  };
}

const words = (text: string) => text.split(/[\s,]+/).filter(Boolean);

/** A key set that is typed. What is no JSON goes as the text it is: the server says what is wrong with it. */
function enteredOf(text: string): unknown {
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The project that is typed; its secret stays as it is where none is typed. */
function supabaseOf({ supabase, legacySecret }: Issuers) {
  if (supabase.trim() === "") return null;
  return { url: supabase.trim(), ...(legacySecret === "" ? {} : { legacy_secret: legacySecret.trim() }) };
}

/** One address on each line and, behind it, whose keys they are where that is to be said. */
function keySetsOf(text: string) {
  const lines = text
    .split("\n")
    .map(words)
    .filter((line) => line.length > 0);
  const named = lines.flatMap(([address, issuer]) => (address && issuer ? [[address, issuer] as const] : []));
  return { jwks_uri: lines.flatMap(([address]) => address ?? []), key_issuers: Object.fromEntries(named) };
}

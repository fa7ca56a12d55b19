import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { can } from "../../../../../api/can";
import type { InstancePlace } from "../../../../../api/instances";
import type { Body } from "../../../../../api/nouns";
import { countRows, explainPolicy } from "../../../../../api/policy";
import type { OperationName } from "../../../../../ui/badge";
import { FieldError } from "../../../../../ui/field";
import { asUser, claimsProblem } from "../data-search";
import { useWork } from "./context";

/** Through whose eyes a rule is looked at. */
export type Asked = { subject: string; role: string; claims: string };

const KEY = "bailiwick.asked-user";

/** Kept for as long as the tab: the next permission is looked at through the same eyes. */
export function useAsked(): [Asked, (asked: Asked) => void] {
  const { permission } = useWork();
  const [asked, setAsked] = useState<Asked>(() => {
    try {
      return { subject: "", role: "", claims: "", ...JSON.parse(sessionStorage.getItem(KEY) ?? "{}") };
    } catch {
      return { subject: "", role: "", claims: "" };
    }
  });
  const role = permission.roles.includes(asked.role) ? asked.role : (permission.roles[0] ?? "");
  const keep = (next: Asked) => {
    sessionStorage.setItem(KEY, JSON.stringify(next));
    setAsked(next);
  };
  return [{ ...asked, role }, keep];
}

export function userOf(asked: Asked): string {
  return asUser({
    subject: asked.subject,
    roles: asked.role,
    claims: asked.claims,
    connection: "",
    table: "",
    order: "",
    filter: "",
    offset: "",
  });
}

const PAUSE_MS = 400;

/** What the text on screen admits, asked when the typing pauses; what was known stays until then. */
export function useCount(
  place: InstancePlace,
  question: { text: string; permission: string; operation: OperationName; user: string },
  isEnabled: boolean,
) {
  const key = JSON.stringify(question);
  const [settled, setSettled] = useState(key);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(key), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [key]);
  const asked = JSON.parse(settled) as typeof question;
  const query = useQuery({
    queryKey: ["instance", place.instance, "count", settled],
    queryFn: () => countRows(place, asked),
    enabled: isEnabled,
    retry: false,
    gcTime: 10_000,
    placeholderData: (before) => before,
  });
  return { ...query, isCurrent: settled === key && !query.isFetching && !query.isPlaceholderData };
}

/** Of those who may not ask about a draft: what the policy in force says. */
export function useInForce(
  place: InstancePlace,
  question: { table: string; operation: OperationName; user: string },
  isEnabled: boolean,
) {
  return useQuery({
    queryKey: ["instance", place.instance, "in-force", question],
    queryFn: () =>
      explainPolicy(place, {
        user: JSON.parse(question.user),
        table: question.table,
        operation: question.operation,
        row: null,
      }),
    enabled: isEnabled,
    retry: false,
  });
}

/** Counts tell of live rows: they take the right to see them, and to say what is in force. */
export function mayCount(saved: Body<"PolicyDraft">): boolean {
  return can(saved, "policy.deploy") && can(saved, "data.view");
}

/** Who is asked about: an id, one of the permission's roles, claims. */
export function AskedFields({ asked, onChange }: { asked: Asked; onChange: (asked: Asked) => void }) {
  const { permission } = useWork();
  const [claims, setClaims] = useState(asked.claims);
  const problem = claimsProblem(claims);
  const field = "h-6 rounded-1 border border-line-field bg-surface px-1.5 text-code max-m:h-9";
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      <span className="text-ink-2">as</span>
      <input
        aria-label="User id"
        placeholder="user id"
        value={asked.subject}
        onChange={(event) => onChange({ ...asked, subject: event.target.value.trim() })}
        className={`${field} w-20 font-mono`}
      />
      <select
        aria-label="With role"
        value={asked.role}
        onChange={(event) => onChange({ ...asked, role: event.target.value })}
        className={field}
      >
        {permission.roles.map((role) => (
          <option key={role}>{role}</option>
        ))}
      </select>
      <input
        aria-label="With claims"
        aria-invalid={problem !== null || undefined}
        placeholder="claims, as JSON"
        value={claims}
        onChange={(event) => {
          setClaims(event.target.value);
          if (claimsProblem(event.target.value) === null) onChange({ ...asked, claims: event.target.value });
        }}
        className={`${field} w-44 font-mono`}
      />
      {problem && <FieldError>{problem}</FieldError>}
    </span>
  );
}

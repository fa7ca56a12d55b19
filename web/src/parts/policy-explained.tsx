import { Check, X } from "lucide-react";
import { sentence } from "../api/error";
import type { Body } from "../api/nouns";
import { classes } from "../ui/class";
import { Section } from "../ui/page";
import { Prose } from "../ui/prose";
import { type Column, Table } from "../ui/table";

export type Explanation = Body<"PolicyExplanation">;

const PERMISSIONS: Column<Explanation["permissions"][number]>[] = [
  { name: "Permission", kind: "main", cell: ({ slug }) => <code>{slug}</code> },
  { name: "Applies", width: "96px", cell: ({ applies }) => (applies ? "Yes" : "No") },
  {
    name: "Why",
    // Narrow cells are grids: the sentence is one thing in them, not one for each of its words in code.
    cell: ({ reason }) => (
      <span>
        <Prose text={sentence(reason)} />
      </span>
    ),
  },
  { name: "Rows", cell: ({ filter_sql }) => (filter_sql ? <code>{filter_sql}</code> : "—") },
];

/** `It is not allowed.`, with the sign for it. */
export function Verdict({ isAllowed, children }: { isAllowed: boolean; children: string }) {
  const Icon = isAllowed ? Check : X;
  return (
    <p className={classes("flex items-center gap-2", isAllowed ? "text-gain" : "text-loss")}>
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      {children}
    </p>
  );
}

/** What each permission on the table says. */
export function PermissionsWhy({ of }: { of: Explanation }) {
  if (of.permissions.length === 0) return null;
  return <Table caption="Permissions" columns={PERMISSIONS} rows={of.permissions} rowKey={({ slug }) => slug} />;
}

/** What would allow it, or show more. */
export function FixesWhy({ of, title }: { of: Explanation; title: string }) {
  if (of.fixes.length === 0) return null;
  return (
    <Section title={title} about={of.fixes.length > 1 ? "The least comes first." : undefined}>
      <ul className="flex flex-col gap-1">
        {of.fixes.map((fix) => (
          <li key={fix.sentence}>
            <Prose text={sentence(fix.sentence)} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

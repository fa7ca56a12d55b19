import { useQuery } from "@tanstack/react-query";
import { asApiError, sentence } from "../../../../api/error";
import type { InstancePlace } from "../../../../api/instances";
import type { Body } from "../../../../api/nouns";
import { difference } from "../../../../api/policy";
import { Failure } from "../../../../parts/loaded";
import { Badge, type Tone } from "../../../../ui/badge";
import { Prose } from "../../../../ui/prose";

type Difference = Body<"PolicyDifference">;
type Effect = Difference["effect"];

const EFFECTS: Record<Effect, [tone: Tone, words: string]> = {
  widens: ["gain", "permits more"],
  narrows: ["loss", "permits less"],
  neutral: ["plain", "permits the same"],
  unknown: ["warn", "depends on the rows"],
};

/** What an action comes to depends on its statements, not on rows alone. */
const UNTOLD = "may permit more";

const KINDS = { added: "new", removed: "gone", changed: "" } as const;

/** What changes from the policy in force, permission by permission and action by action. */
export function PolicyChanges({ place, text }: { place: InstancePlace; text: string }) {
  const { data, error } = useQuery(difference(place, text));
  if (error) return <Failure error={asApiError(error)} />;
  if (!data) return null;
  return <DifferenceList difference={data} same="It permits the same: only words and their order differ." />;
}

/** A difference of two policies, permission by permission and action by action; `same` says that there is none. */
export function DifferenceList({ difference: data, same }: { difference: Difference; same: string }) {
  if (!data.differs) return <p className="pb-3 text-ink-2">{same}</p>;
  return (
    <ul aria-label="Changes by permission" className="mb-3 flex max-h-[32dvh] flex-col gap-3 overflow-auto">
      {data.permissions.map((permission) => (
        <li key={permission.slug}>
          <p className="flex flex-wrap items-center gap-2">
            <code>{permission.slug}</code>
            <span className="text-ink-2">
              {KINDS[permission.kind]} on {permission.table}
            </span>
            <EffectBadge effect={permission.effect} />
          </p>
          <Sentences changes={permission.changes} />
        </li>
      ))}
      {data.actions.map((action) => (
        <li key={`action ${action.name}`}>
          <p className="flex flex-wrap items-center gap-2">
            <code>{action.name}</code>
            <span className="text-ink-2">{KINDS[action.kind]} action</span>
            <EffectBadge effect={action.effect} untold={UNTOLD} />
          </p>
          <Sentences changes={action.changes} />
        </li>
      ))}
      {data.tests.map((test) => (
        <li key={`test ${test.name}`} className="text-ink-2">
          Test “{test.name}” is {test.kind}.
        </li>
      ))}
    </ul>
  );
}

function Sentences({ changes }: { changes: Difference["permissions"][number]["changes"] }) {
  return (
    <ul className="pl-4 text-ink-2">
      {changes.map((change) => (
        <li key={`${change.operation} ${change.field}`} className="[overflow-wrap:anywhere]">
          <Prose text={sentence(change.sentence)} />
        </li>
      ))}
    </ul>
  );
}

function EffectBadge({ effect, untold }: { effect: Effect; untold?: string }) {
  const [tone, words] = EFFECTS[effect];
  return <Badge tone={tone}>{effect === "unknown" && untold ? untold : words}</Badge>;
}

import { Badge, Operations } from "../../../../ui/badge";
import { OPERATION_NAMES, type Rule } from "./policy-roles";

/** Permissions and actions with what they grant; a press goes to the line. */
export function RuleList({ rules, onGoTo }: { rules: Rule[]; onGoTo: (line: number) => void }) {
  return (
    <ul>
      {rules.map((rule) => (
        <li key={`${rule.kind}${rule.slug}`}>
          <button
            type="button"
            onClick={() => onGoTo(rule.line)}
            className="grid w-full grid-cols-[minmax(0,1fr)_auto] items-center gap-x-2 rounded-1 py-1 text-start hover:bg-hover"
          >
            <RuleLine rule={rule} />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** What a permission or an action is, in two lines of a grid of two columns. */
export function RuleLine({ rule }: { rule: Rule }) {
  return (
    <>
      <span className="truncate first-letter:uppercase" title={rule.name}>
        {rule.name}
      </span>
      <span className="row-span-2">
        <What rule={rule} />
      </span>
      <span className="truncate font-mono text-code text-ink-3" title={whereOf(rule)}>
        {whereOf(rule)}
      </span>
    </>
  );
}

/** What it touches, and what it calls afterwards. */
function whereOf(rule: Rule): string {
  return [...rule.tables, ...(rule.calls ? [`calls ${rule.calls}`] : [])].join(", ");
}

function What({ rule }: { rule: Rule }) {
  if (rule.kind === "permission")
    return <Operations held={new Set(OPERATION_NAMES.filter((name) => rule.reaches[name]))} />;
  return rule.isOwner ? <Badge tone="warn">action as owner</Badge> : <Badge>action</Badge>;
}

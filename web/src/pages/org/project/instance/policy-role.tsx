import { Link } from "@tanstack/react-router";
import { ChevronLeft, Table2, Trash2 } from "lucide-react";
import { useState } from "react";
import { denial } from "../../../../api/can";
import type { InstancePlace } from "../../../../api/instances";
import type { Body } from "../../../../api/nouns";
import { paths } from "../../../../paths";
import { Button, buttonClass } from "../../../../ui/button";
import { Empty } from "../../../../ui/note";
import { DeleteRole } from "./policy-role-delete";
import type { Rule } from "./policy-roles";
import { RuleList } from "./policy-rule-list";
import { ReachMatrix } from "./policy-tables";

/** One role by its own address: who holds it, what it reaches of each table, and by what. */
export function RoleProfile(props: {
  place: InstancePlace;
  saved: Body<"PolicyDraft">;
  role: string;
  rules: Rule[];
  /** How many users were seen with it; undefined where that is not known or not told. */
  users: number | undefined;
  source: string;
  onChange: (source: string) => void;
  onGoTo: (line: number) => void;
  onTry: (action: string) => void;
  onBack: () => void;
}) {
  const { place, role, rules, users } = props;
  const [isDeleting, setIsDeleting] = useState(false);
  const mine = rules.filter((rule) => rule.roles.includes(role));
  const permissions = mine.filter((rule) => rule.kind === "permission");
  const actions = mine.filter((rule) => rule.kind === "action");
  const data = paths.instance(place.organization, place.project, place.instance, "data");
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 px-(--gutter) pb-3">
        <Button look="ghost" icon={ChevronLeft} onClick={props.onBack}>
          All roles
        </Button>
        <h2 className="text-pick [overflow-wrap:anywhere]">{role}</h2>
        <span className="text-ink-2">{users !== undefined && sayUsers(users)}</span>
        <span className="ml-auto flex gap-2 max-m:ml-0 max-m:w-full max-m:[&>*]:flex-1">
          <Link to={data} search={{ roles: role }} className={buttonClass()}>
            <Table2 size={16} strokeWidth={1.75} aria-hidden />
            See data
          </Link>
          <Button
            look="danger"
            icon={Trash2}
            denied={denial(props.saved, "policy.deploy")}
            reason={mine.length === 0 ? "Nothing names it." : undefined}
            onClick={() => setIsDeleting(true)}
          >
            Delete role
          </Button>
        </span>
      </div>
      {mine.length === 0 ? (
        <Empty>No permission and no action names this role, so whoever holds it sees nothing by it.</Empty>
      ) : (
        <>
          <ReachMatrix rules={rules} role={role} onGoTo={props.onGoTo} />
          <div className="grid grid-cols-2 gap-x-8 gap-y-6 px-(--gutter) pt-5 max-m:grid-cols-[minmax(0,1fr)]">
            <section aria-label="Permissions">
              <h3 className="border-b border-line pb-1.5 font-strong">Permissions</h3>
              {permissions.length === 0 ? (
                <p className="pt-2 text-ink-2">None names it.</p>
              ) : (
                <div className="pt-1">
                  <RuleList rules={permissions} onGoTo={props.onGoTo} />
                </div>
              )}
            </section>
            <section aria-label="Actions it may call">
              <h3 className="border-b border-line pb-1.5 font-strong">Actions</h3>
              {actions.length === 0 ? (
                <p className="pt-2 text-ink-2">It may call none.</p>
              ) : (
                <ul className="pt-1">
                  {actions.map((action) => (
                    <li key={action.slug} className="flex items-center gap-2">
                      <div className="min-w-0 flex-1">
                        <RuleList rules={[action]} onGoTo={props.onGoTo} />
                      </div>
                      <Button size="small" aria-label={`Try ${action.name}`} onClick={() => props.onTry(action.slug)}>
                        Try
                      </Button>
                    </li>
                  ))}
                </ul>
              )}
            </section>
          </div>
        </>
      )}
      {isDeleting && (
        <DeleteRole
          {...props}
          onClose={() => setIsDeleting(false)}
          onDelete={(source) => {
            props.onChange(source);
            props.onBack();
          }}
        />
      )}
    </>
  );
}

export function sayUsers(users: number): string {
  if (users === 0) return "no user seen";
  return users === 1 ? "1 user" : `${users.toLocaleString("en")} users`;
}

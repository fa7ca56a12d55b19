import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Play } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { type ActionAnswer, callAction, refusalOf } from "../../../../api/actions";
import { denial } from "../../../../api/can";
import { clientAuth, createDevelopmentToken } from "../../../../api/client-auth";
import { sentence } from "../../../../api/error";
import type { Body } from "../../../../api/nouns";
import { useAct } from "../../../../api/use-act";
import { Form } from "../../../../parts/form";
import { Failure } from "../../../../parts/loaded";
import { paths } from "../../../../paths";
import { Badge } from "../../../../ui/badge";
import { Button } from "../../../../ui/button";
import { classes } from "../../../../ui/class";
import { Snippet } from "../../../../ui/copy";
import { CheckRow, Field, Input, TextArea } from "../../../../ui/field";
import { Empty, Note } from "../../../../ui/note";
import { Prose } from "../../../../ui/prose";
import { ActionInput } from "./action-input";
import { claimsProblem, splitRoles } from "./data-search";
import type { ViewProps } from "./page";
import { actionsOf, fieldsOf, inputOf, objectProblem, type PolicyAction } from "./policy-actions";
import { SigningKeys } from "./signing-keys";

/** A token for one try need not live long. */
const TOKEN_SECONDS = 300;

type Props = ViewProps & {
  current: Body<"Policy">;
  /** The document on screen, which may be another than what runs. */
  text: string;
  /** The action that the address names. */
  chosen: string | undefined;
  onChoose: (name: string) => void;
};

/** The actions of the policy in force, to be called as an application user would call them. */
export function PolicyPlayground({ place, held, current, text, chosen, onChoose }: Props) {
  const deployed = current.deployed;
  const actions = useMemo(() => actionsOf(deployed?.source ?? ""), [deployed]);
  const drafted = useMemo(() => actionsOf(text), [text]);
  const action = actions.find((each) => each.name === chosen) ?? actions[0];
  if (!action)
    return (
      <div className="border-t border-line pt-px">
        <Empty>
          {drafted.length > 0
            ? "The policy in force has no action yet: deploy the draft, then try its actions here."
            : "The policy in force has no action. Actions are written under actions in the document."}
        </Empty>
        <SigningKeys place={place} />
      </div>
    );
  const draft = drafted.find((each) => each.name === action.name);
  const isOther = JSON.stringify(draft) !== JSON.stringify(action);
  return (
    <>
      <div className="grid flex-1 grid-cols-[256px_minmax(0,1fr)] border-t border-line max-m:grid-cols-[minmax(0,1fr)]">
        <nav aria-label="Actions" className="min-w-0 border-line py-2 max-m:border-b m:border-r">
          <ul>
            {actions.map((each) => (
              <li key={each.name}>
                <button
                  type="button"
                  aria-current={each.name === action.name || undefined}
                  onClick={() => onChoose(each.name)}
                  className="block w-full px-4 py-1.5 text-start hover:bg-hover aria-[current]:bg-pressed"
                >
                  <span className="block truncate font-medium first-letter:uppercase">{each.title}</span>
                  <span className="block truncate text-cap text-ink-3">{each.roles.join(", ")}</span>
                </button>
              </li>
            ))}
          </ul>
        </nav>
        <div className="min-w-0 max-w-[720px] px-(--gutter) py-4">
          <header className="mb-3">
            <h2 className="flex flex-wrap items-center gap-2">
              <span className="first-letter:uppercase">{action.title}</span>
              {action.run.length > 0 && (
                <Badge tone={action.isOwner ? "warn" : "plain"}>{action.isOwner ? "as owner" : "as user"}</Badge>
              )}
            </h2>
            <p className="text-ink-2">
              <code>{action.name}</code> of v{deployed?.version}
              {action.tables.length > 0 && (
                <>
                  , on <code>{action.tables.join(", ")}</code>
                </>
              )}
            </p>
            {action.calls && (
              <p className="text-ink-2 [overflow-wrap:anywhere]">
                Calls <code>{action.calls}</code> {action.run.length > 0 && "after the commit"}
              </p>
            )}
          </header>
          {isOther && (
            <div className="mb-3">
              <Note>
                {draft ? "The draft writes it otherwise" : "The draft has it no more"}: what runs here is the version in
                force.
              </Note>
            </div>
          )}
          {action.run.length > 0 && <Snippet text={action.run.join(";\n")} label="What it runs" />}
          <Try key={action.name} place={place} held={held} action={action} />
        </div>
      </div>
      <SigningKeys place={place} />
    </>
  );
}

function Try({ place, held, action }: ViewProps & { action: PolicyAction }) {
  const auth = useQuery(clientAuth(place)).data;
  const [who, setWho] = useState({ subject: "1", roles: action.roles[0] ?? "", claims: "" });
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [json, setJson] = useState("{}");
  const [isTold, setIsTold] = useState(false);
  // What a caller can undo is undone unless somebody says otherwise.
  const isLasting = action.isWriting || action.calls !== null;
  const canUndo = isLasting && !action.isOwner;
  const [isDry, setIsDry] = useState(canUndo);
  const token = useRef<{ of: string; text: string; endsAt: number }>(null);
  const fields = useMemo(() => fieldsOf(action.input), [action]);
  const filled = fields ? inputOf(fields, typed) : { text: json, problems: {} };
  const wholeProblem = fields ? null : objectProblem(json);
  const claims = claimsProblem(who.claims);
  const isWrong = Object.keys(filled.problems).length > 0 || wholeProblem !== null || claims !== null;

  const tokenOf = async () => {
    const of = JSON.stringify(who);
    const kept = token.current;
    if (kept?.of === of && kept.endsAt > Date.now()) return kept.text;
    const made = await createDevelopmentToken(place, {
      subject: who.subject.trim(),
      roles: splitRoles(who.roles),
      claims: who.claims.trim() === "" ? {} : JSON.parse(who.claims),
      expires_in_seconds: TOKEN_SECONDS,
    });
    token.current = { of, text: made.token, endsAt: Date.now() + (TOKEN_SECONDS - 30) * 1000 };
    return made.token;
  };
  const act = useAct(async (_: undefined) => {
    const answer = await callAction({
      instanceUrl: held.url,
      name: action.name,
      connection: action.connection,
      token: await tokenOf(),
      input: filled.text,
      isDry,
    });
    return { answer, isDry };
  });
  const submit = () => {
    setIsTold(true);
    if (!isWrong) act.run(undefined);
  };
  const settings = paths.instance(place.organization, place.project, place.instance, "client-auth");
  const isUnchecked = auth && !auth.development_tokens;
  return (
    <Form onSubmit={submit} className="mt-5 flex flex-col gap-4">
      <fieldset className="grid grid-cols-2 gap-3 max-m:grid-cols-1">
        <legend className="mb-2 font-strong">As the user</legend>
        <Field label="User id">
          {(parts) => (
            <Input
              {...parts}
              isMono
              value={who.subject}
              onChange={(event) => setWho({ ...who, subject: event.target.value })}
            />
          )}
        </Field>
        <Field label="Roles" hint={`It is for ${action.roles.join(", ")}.`}>
          {(parts) => (
            <Input
              {...parts}
              isMono
              value={who.roles}
              onChange={(event) => setWho({ ...who, roles: event.target.value })}
            />
          )}
        </Field>
        <Field label="Claims" hint="As $user.name in the policy." error={claims} className="col-span-full">
          {(parts) => (
            <Input
              {...parts}
              isMono
              placeholder='{"countries": ["DE"]}'
              value={who.claims}
              onChange={(event) => setWho({ ...who, claims: event.target.value })}
            />
          )}
        </Field>
      </fieldset>
      {fields?.length === 0 ? (
        <p className="text-ink-2">It takes no input.</p>
      ) : (
        <fieldset>
          <legend className="mb-2 font-strong">Input</legend>
          {fields ? (
            <ActionInput
              fields={fields}
              typed={typed}
              problems={isTold ? filled.problems : {}}
              onChange={(name, value) => setTyped((was) => ({ ...was, [name]: value }))}
            />
          ) : (
            <Field label="JSON" error={isTold ? wholeProblem : null}>
              {(parts) => (
                <TextArea
                  {...parts}
                  rows={5}
                  spellCheck={false}
                  value={json}
                  onChange={(event) => setJson(event.target.value)}
                />
              )}
            </Field>
          )}
        </fieldset>
      )}
      {canUndo && (
        <CheckRow
          label="Dry run"
          hint={
            action.calls
              ? "It runs on the live rows under the policy, answers, everything that it wrote is undone, and nobody is called."
              : "It runs on the live rows under the policy, answers, and everything that it wrote is undone."
          }
          checked={isDry}
          onChange={(event) => setIsDry(event.target.checked)}
        />
      )}
      {isLasting && !isDry && (
        <Note kind="warn">
          {action.isOwner
            ? "It really runs: what it writes stays. What an action does as owner is undone by nobody who calls it, so there is no dry run."
            : "It really runs: what it writes stays."}
          {action.calls && " And it really calls."}
        </Note>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          type="submit"
          size="large"
          icon={Play}
          isBusy={act.isBusy}
          denied={denial(held, "policy.deploy") ?? denial(held, "data.view")}
          reason={
            held.production
              ? "A production instance takes no development tokens, so nobody acts as its users here. Try it on a development instance."
              : isUnchecked
                ? "Development tokens are unchecked in Client Auth."
                : undefined
          }
        >
          {isDry ? "Try action" : "Run action"}
        </Button>
        {isUnchecked && !held.production && (
          <Link to={settings} className="text-accent underline underline-offset-2">
            Client Auth
          </Link>
        )}
        <span className="text-cap text-ink-3">A development token is minted for it; that is audited.</span>
      </div>
      {act.error && <Failure error={act.error} />}
      {act.output && <Outcome answer={act.output.answer} isDry={act.output.isDry} isOld={act.isBusy} />}
    </Form>
  );
}

/** What a call that was not accepted follows is done all the same. */
function outcomeOf(isDone: boolean, isDry: boolean, code: string | undefined): string {
  if (isDone) return isDry ? "It was done, and undone again" : "It was done";
  return code === "call_failed" ? "It was done, and its call was not accepted" : "It was refused";
}

/** What came of it; after a press it is brought into sight, for on a phone it stands below the fold. */
function Outcome({ answer, isDry, isOld }: { answer: ActionAnswer; isDry: boolean; isOld: boolean }) {
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (answer) place.current?.scrollIntoView({ block: "nearest" });
  }, [answer]);
  const isDone = answer.status < 300;
  const refusal = isDone ? null : refusalOf(answer.body);
  return (
    <section
      ref={place}
      aria-label="Answer"
      className={classes("flex scroll-mb-20 flex-col gap-2 max-m:scroll-mb-40", isOld && "opacity-60")}
    >
      <p role="status" className="flex flex-wrap items-center gap-2">
        <Badge tone={isDone ? "gain" : answer.status >= 500 ? "loss" : "warn"}>{answer.status}</Badge>
        <span>{outcomeOf(isDone, isDry, refusal?.code)}</span>
        <span className="text-cap text-ink-3">{Math.round(answer.milliseconds)} ms</span>
        {!isDone && answer.explanation && (
          <Link to={paths.explain(answer.explanation)} className="text-accent underline underline-offset-2">
            Why
          </Link>
        )}
      </p>
      {refusal && (
        <p className="[overflow-wrap:anywhere]">
          <code className="text-ink-3">{refusal.code}</code> <Prose text={sentence(refusal.message)} />
          {refusal.hint && (
            <span className="text-ink-2">
              {" "}
              <Prose text={sentence(refusal.hint)} />
            </span>
          )}
        </p>
      )}
      {!refusal && answer.body !== "" && <Snippet text={answer.body} label="What it answers" />}
    </section>
  );
}

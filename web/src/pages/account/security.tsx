import { useInfiniteQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { changePassword, revokeSession, sessions } from "../../api/account";
import { useAct } from "../../api/use-act";
import { errorOf, Form, FormError } from "../../parts/form";
import { Failure, Loaded, LoadMore } from "../../parts/loaded";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { CheckRow, Field, Input } from "../../ui/field";
import { Note } from "../../ui/note";
import { PageHead, Section } from "../../ui/page";
import { Table } from "../../ui/table";
import { Time } from "../../ui/time";
import { sayBrowser } from "./browser";

const FIELDS = ["current", "new"];

export function SecurityPage() {
  return (
    <>
      <PageHead title="Security" />
      <Password />
      <Sessions />
    </>
  );
}

function Password() {
  const fields = useRef<HTMLDivElement>(null);
  const act = useAct(
    (data: FormData) =>
      changePassword({
        current: String(data.get("current")),
        new: String(data.get("new")),
        revoke_tokens: data.get("revoke_tokens") !== null,
      }),
    () => {
      for (const input of fields.current?.querySelectorAll<HTMLInputElement>("[type=password]") ?? []) input.value = "";
    },
  );
  const isDone = !act.error && !act.isBusy && act.isDone;
  return (
    <Section title="Password" about="Changing it ends your other sessions.">
      <Form onSubmit={act.run}>
        <div ref={fields} className="flex flex-col gap-4">
          <Field label="Current password" error={errorOf(act.error, "current", FIELDS)}>
            {(field) => <Input {...field} name="current" type="password" autoComplete="current-password" />}
          </Field>
          <Field
            label="New password"
            hint="At least 12 characters; a sentence is best."
            error={errorOf(act.error, "new", FIELDS)}
          >
            {(field) => <Input {...field} name="new" type="password" autoComplete="new-password" />}
          </Field>
          <CheckRow
            name="revoke_tokens"
            label="End my access tokens too"
            hint="Choose this when somebody else may have been in your account."
          />
          <FormError error={act.error} names={FIELDS} onClear={act.clear} />
          {isDone && <Note>Your password was changed.</Note>}
          <div>
            <Button type="submit" isBusy={act.isBusy}>
              Change password
            </Button>
          </div>
        </div>
      </Form>
    </Section>
  );
}

function Sessions() {
  const query = useInfiniteQuery(sessions());
  const act = useAct(revokeSession);
  return (
    <section className="border-t border-line pt-4">
      <h2 className="px-(--gutter) pb-2">Sessions</h2>
      {act.error && (
        <div className="px-(--gutter) pb-2">
          <Failure error={act.error} />
        </div>
      )}
      <Loaded query={query}>
        {({ items, total }) => (
          <>
            <Table
              caption="Sessions"
              rows={items}
              rowKey={(session) => session.id}
              columns={[
                {
                  name: "Browser",
                  kind: "main",
                  cell: (session) => (
                    <span className="flex flex-wrap items-center gap-2">
                      <span title={session.user_agent ?? undefined}>{sayBrowser(session.user_agent)}</span>
                      {session.is_current && <Badge tone="accent">this one</Badge>}
                    </span>
                  ),
                },
                { name: "Address", cell: (session) => <code>{session.address ?? "–"}</code> },
                { name: "Began", cell: (session) => <Time at={session.created_at} /> },
                { name: "Last used", cell: (session) => <Time at={session.last_used_at} /> },
                {
                  name: "Actions",
                  kind: "acts",
                  cell: (session) =>
                    !session.is_current && (
                      <Button size="small" look="danger" isBusy={act.isBusy} onClick={() => act.run(session.id)}>
                        Revoke
                      </Button>
                    ),
                },
              ]}
            />
            <LoadMore query={query} shown={items.length} total={total} />
          </>
        )}
      </Loaded>
    </section>
  );
}

import type { ApiError } from "../../../../api/error";
import type { Body } from "../../../../api/nouns";
import { errorOf } from "../../../../parts/form";
import { CheckRow, Field, Input, TextArea } from "../../../../ui/field";
import { Note } from "../../../../ui/note";
import { Section } from "../../../../ui/page";
import { type Denial, isDenial } from "../../../../ui/reason";

/** The session query as texts of the form; columns are separated by blanks. */
export type SessionDraft = { isOn: boolean; connection: string; query: string; values: string; lists: string };

export function draftOf(session: Body<"SessionQuery"> | null | undefined): SessionDraft {
  return {
    isOn: Boolean(session),
    connection: session?.connection ?? "main",
    query: session?.query ?? "",
    values: session?.values?.join(" ") ?? "",
    lists: session?.lists?.join(" ") ?? "roles",
  };
}

const words = (text: string) => text.split(/[\s,]+/).filter(Boolean);

/** What is sent; nothing where it is switched off. */
export function sessionOf(draft: SessionDraft): Body<"SessionQuery"> | null {
  if (!draft.isOn) return null;
  const { connection, query, values, lists } = draft;
  return { connection: connection.trim(), query: query.trim(), values: words(values), lists: words(lists) };
}

/** What the database is asked about whoever comes in. */
export function SessionFields(props: {
  session: SessionDraft;
  onChange: (part: Partial<SessionDraft>) => void;
  denied: string | Denial | undefined;
  error: ApiError | null;
  names: readonly string[];
}) {
  const { session, onChange, denied } = props;
  return (
    <Section title="Session query" about="What your own database knows of a user becomes roles and $user values.">
      <div className="flex flex-col gap-4">
        <CheckRow
          label="Ask the database about whoever comes in"
          hint="Kept for 30 seconds for each user. Where it fails nobody comes in."
          checked={session.isOn}
          reason={isDenial(denied) ? denied.text : denied}
          onChange={(event) => onChange({ isOn: event.target.checked })}
        />
        {session.isOn && (
          <>
            <Field label="Query" denied={denied} error={errorOf(props.error, "session", props.names)}>
              {(field) => (
                <TextArea
                  {...field}
                  rows={4}
                  value={session.query}
                  placeholder="select role as roles, shop_id as shops from members where user_id = $user.id"
                  onChange={(event) => onChange({ query: event.target.value })}
                />
              )}
            </Field>
            <div className="grid grid-cols-3 gap-3 max-m:grid-cols-1">
              <Field label="Connection" denied={denied}>
                {(field) => (
                  <Input
                    {...field}
                    isMono
                    value={session.connection}
                    onChange={(event) => onChange({ connection: event.target.value })}
                  />
                )}
              </Field>
              <Field label="Lists" denied={denied} hint="Columns of many values; roles adds roles.">
                {(field) => (
                  <Input
                    {...field}
                    isMono
                    value={session.lists}
                    onChange={(event) => onChange({ lists: event.target.value })}
                  />
                )}
              </Field>
              <Field label="Values" denied={denied} hint="Columns of one value.">
                {(field) => (
                  <Input
                    {...field}
                    isMono
                    value={session.values}
                    onChange={(event) => onChange({ values: event.target.value })}
                  />
                )}
              </Field>
            </div>
            <Note>
              The query is not under the policy: it reads whatever the connection may read. A claim of the same name as
              a column no longer counts.
            </Note>
          </>
        )}
      </div>
    </Section>
  );
}

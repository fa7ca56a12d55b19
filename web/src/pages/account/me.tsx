import { useQuery } from "@tanstack/react-query";
import { me, renameMe } from "../../api/account";
import { useAct } from "../../api/use-act";
import { errorOf, Form, FormError, text } from "../../parts/form";
import { Loaded } from "../../parts/loaded";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Field, Input } from "../../ui/field";
import { Facts, PageHead, Section } from "../../ui/page";
import { Time } from "../../ui/time";

const FIELDS = ["display_name"];

export function AccountPage() {
  const query = useQuery(me());
  const act = useAct((data: FormData) => renameMe(query.data?.account.version ?? 0, text(data, "display_name")));
  return (
    <Loaded query={query} isPage>
      {({ account, organizations, is_operator }) => (
        <>
          <PageHead title="Account Details" />
          <Section title="You">
            <Form onSubmit={act.run} className="flex flex-col gap-4">
              <Field label="Name" hint="What others see." error={errorOf(act.error, "display_name", FIELDS)}>
                {(field) => (
                  <Input
                    {...field}
                    name="display_name"
                    defaultValue={account.display_name}
                    autoComplete="name"
                    maxLength={100}
                  />
                )}
              </Field>
              <Facts
                facts={[
                  ["E-mail", account.email],
                  ["Since", <Time key="t" at={account.created_at} />],
                  ...(is_operator
                    ? [["Operator", "You run this server, whatever you hold in an organization."] as [string, string]]
                    : []),
                ]}
              />
              <FormError error={act.error} names={FIELDS} onClear={act.clear} />
              <div>
                <Button type="submit" isBusy={act.isBusy}>
                  Save name
                </Button>
              </div>
            </Form>
          </Section>
          <Section title="Organizations">
            <ul className="flex flex-col gap-2">
              {organizations.map((organization) => (
                <li key={organization.id} className="flex flex-wrap items-center gap-2">
                  <span className="font-medium">{organization.name}</span>
                  {organization.roles.map((role) => (
                    <Badge key={role.id}>{role.name}</Badge>
                  ))}
                </li>
              ))}
            </ul>
          </Section>
        </>
      )}
    </Loaded>
  );
}

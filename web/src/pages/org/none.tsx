import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { me } from "../../api/account";
import { createOrganization } from "../../api/organizations";
import { useAct } from "../../api/use-act";
import { errorOf, Form, FormError, text } from "../../parts/form";
import { paths } from "../../paths";
import { Button } from "../../ui/button";
import { Field, Input } from "../../ui/field";
import { PageHead, Section } from "../../ui/page";

const FIELDS = ["name"];

/** A person who belongs to nothing yet. */
export function NoOrganizationPage() {
  const navigate = useNavigate();
  const account = useQuery(me()).data;
  const act = useAct(
    (data: FormData) => createOrganization(text(data, "name")),
    (made) => navigate({ to: paths.projects(made.id) }),
  );
  return (
    <>
      <PageHead title={`Welcome, ${account?.account.display_name ?? ""}`} about="You belong to no organization yet." />
      <Section title="Create an organization" about="It holds projects and databases; you become its owner.">
        <Form onSubmit={act.run} className="flex flex-col gap-4">
          <Field label="Name" error={errorOf(act.error, "name", FIELDS)}>
            {(field) => <Input {...field} name="name" required maxLength={100} />}
          </Field>
          <FormError error={act.error} names={FIELDS} onClear={act.clear} />
          <div>
            <Button type="submit" look="primary" isBusy={act.isBusy}>
              Create organization
            </Button>
          </div>
        </Form>
      </Section>
    </>
  );
}

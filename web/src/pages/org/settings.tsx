import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { me } from "../../api/account";
import { reason } from "../../api/can";
import { queryClient } from "../../api/client";
import type { Body } from "../../api/nouns";
import { deleteOrganization, organization, renameOrganization } from "../../api/organizations";
import { useAct } from "../../api/use-act";
import { ConfirmDelete } from "../../parts/confirm-delete";
import { errorOf, Form, FormError, text } from "../../parts/form";
import { Loaded } from "../../parts/loaded";
import { paths } from "../../paths";
import { Button } from "../../ui/button";
import { CopyLine } from "../../ui/copy";
import { Field, Input } from "../../ui/field";
import { PageHead, Section } from "../../ui/page";

type Props = { held: Body<"Organization"> };
const FIELDS = ["name"];

export function OrganizationSettingsPage() {
  const { organization: id } = useParams({ from: "/inside/org/$organization/settings" });
  return (
    <Loaded query={useQuery(organization(id))} isPage>
      {(held) => (
        <>
          <PageHead title="Settings" />
          <Rename key={held.id} held={held} />
          <Section title="Organization id" about="For the API and the command line.">
            <CopyLine value={held.id} label="organization id" />
          </Section>
          <Delete held={held} />
        </>
      )}
    </Loaded>
  );
}

function Rename({ held }: Props) {
  const act = useAct((data: FormData) => renameOrganization(held.id, held.version, text(data, "name")));
  return (
    <Section title="Name">
      <Form onSubmit={act.run} className="flex flex-col gap-3">
        <Field label="Organization name" error={errorOf(act.error, "name", FIELDS)}>
          {(field) => <Input {...field} name="name" defaultValue={held.name} maxLength={100} />}
        </Field>
        <FormError error={act.error} names={FIELDS} onClear={act.clear} />
        <div>
          <Button type="submit" isBusy={act.isBusy} denied={reason(held, "organization.update")}>
            Rename organization
          </Button>
        </div>
      </Form>
    </Section>
  );
}

function Delete({ held }: Props) {
  const navigate = useNavigate();
  const [isOpen, setIsOpen] = useState(false);
  const act = useAct(
    () => deleteOrganization(held.id, held.version, held.name),
    async () => {
      queryClient.removeQueries({ queryKey: me().queryKey });
      await navigate({ to: paths.home() });
    },
  );
  return (
    <Section title="Delete this organization" about="Only when no project lives in it.">
      <Button look="danger" denied={reason(held, "organization.delete")} onClick={() => setIsOpen(true)}>
        Delete organization
      </Button>
      <ConfirmDelete
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title="Delete organization"
        name={held.name}
        button="Delete organization"
        act={act}
      >
        <p>
          <b className="text-ink">{held.name}</b> is gone for all its members.
        </p>
      </ConfirmDelete>
    </Section>
  );
}

import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { denial } from "../../api/can";
import { branches, database, deleteDatabase, renameDatabase } from "../../api/databases";
import type { Body } from "../../api/nouns";
import { useAct } from "../../api/use-act";
import { ConfirmDelete } from "../../parts/confirm-delete";
import { errorOf, Form, FormError, text } from "../../parts/form";
import { Loaded } from "../../parts/loaded";
import { useSeen } from "../../parts/use-seen";
import { paths } from "../../paths";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Field, Input } from "../../ui/field";
import { PageHead, Section } from "../../ui/page";
import { Administrators } from "./administrators";
import { Branches } from "./branches";

export function DatabasePage() {
  const { organization, database: id } = useParams({ from: "/inside/org/$organization/databases/$database" });
  const query = useQuery(database(organization, id));
  return (
    <Loaded query={query} isPage>
      {(held) => (
        <>
          <PageHead title={held.name} beside={<Badge>{held.engine}</Badge>} />
          <Branches organization={organization} held={held} />
          <Administrators organization={organization} held={held} />
          <Rename key={held.id} organization={organization} held={held} />
          <Delete organization={organization} held={held} />
        </>
      )}
    </Loaded>
  );
}

type Props = { organization: string; held: Body<"Database"> };
const FIELDS = ["name"];

function Rename({ organization, held }: Props) {
  const { seen, onTyped, onSaved, onNewest } = useSeen(held);
  const act = useAct(
    (data: FormData) => renameDatabase(organization, held.id, seen.version, text(data, "name")),
    onSaved,
  );
  return (
    <Section title="Name" about="Connections follow: they know the database by its id.">
      <Form onSubmit={act.run} onTyped={onTyped} className="flex flex-col gap-3">
        <Field label="Database name" error={errorOf(act.error, "name", FIELDS)}>
          {(field) => <Input {...field} name="name" isMono defaultValue={seen.name} maxLength={63} />}
        </Field>
        <FormError error={act.error} names={FIELDS} onClear={act.clear} onNewest={onNewest} />
        <div>
          <Button type="submit" isBusy={act.isBusy} denied={denial(held, "databases.update")}>
            Rename database
          </Button>
        </div>
      </Form>
    </Section>
  );
}

function Delete({ organization, held }: Props) {
  const navigate = useNavigate();
  const [isOpen, setIsOpen] = useState(false);
  const lost = useQuery(branches(organization, held.id)).data?.items ?? [];
  const act = useAct(
    () => deleteDatabase(organization, held.id, held.version),
    () => navigate({ to: paths.databases(organization) }),
  );
  return (
    <Section title="Delete this database" about="Its branches and all their rows are gone.">
      <Button look="danger" denied={denial(held, "databases.delete")} onClick={() => setIsOpen(true)}>
        Delete database
      </Button>
      <ConfirmDelete
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title="Delete database"
        name={held.name}
        button="Delete database"
        act={act}
      >
        <p>These branches and every row in them are deleted:</p>
        <ul className="list-disc pl-5">
          {lost.map((branch) => (
            <li key={branch.id}>
              <code>{branch.name}</code> {branch.production && "(production)"}
            </li>
          ))}
        </ul>
      </ConfirmDelete>
    </Section>
  );
}

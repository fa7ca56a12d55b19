import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { databases } from "../../api/databases";
import { instances } from "../../api/instances";
import { projects } from "../../api/projects";
import { grantPresets } from "../../api/service-tokens";
import { CheckRow, Field, Input, Select } from "../../ui/field";
import { Segmented } from "../../ui/segmented";
import { Finder } from "../finder";
import { GrantActions } from "./actions";
import type { GrantDraft } from "./draft";

type Props = {
  organization: string;
  draft: GrantDraft;
  onChange: (draft: GrantDraft) => void;
  /** Why it cannot count on production. */
  noProduction?: string | undefined;
};

/** What a token is given: what, where, on production or not, until when. */
export function GrantFields(props: Props) {
  const { draft, onChange } = props;
  return (
    <>
      <What {...props} />
      <Where {...props} />
      <div className="grid grid-cols-2 items-start gap-3 max-m:grid-cols-1">
        <Production {...props} />
        <Field label="Until" hint="Left empty: for as long as the token lasts.">
          {(field) => (
            <Input
              {...field}
              type="date"
              value={draft.until}
              onChange={(event) => onChange({ ...draft, until: event.target.value })}
            />
          )}
        </Field>
      </div>
    </>
  );
}

function What(props: Props) {
  const { draft, onChange } = props;
  const presets = useQuery(grantPresets()).data ?? [];
  const group = useId();
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium">May</legend>
      <Segmented
        label="How it is chosen"
        value={draft.how}
        onChange={(how) => onChange({ ...draft, how })}
        options={[
          { value: "preset", label: "Preset" },
          { value: "actions", label: "Single actions" },
        ]}
      />
      {draft.how === "actions" ? (
        <GrantActions draft={draft} onChange={(actions) => onChange({ ...draft, actions })} />
      ) : (
        <div className="mt-2 overflow-hidden rounded-2 border border-line">
          {presets.map((preset) => (
            <label
              key={preset.name}
              className="flex gap-2 px-2.5 py-1.5 hover:bg-hover not-last:border-b not-last:border-line"
            >
              <input
                type="radio"
                name={group}
                checked={draft.preset === preset.name}
                onChange={() => onChange({ ...draft, preset: preset.name })}
                className="mt-0.5 size-4 shrink-0 accent-accent-fill"
              />
              <span className="min-w-0">
                <span className="block font-medium">{preset.title}</span>
                <span className="block text-cap text-ink-3">{preset.description}</span>
              </span>
            </label>
          ))}
        </div>
      )}
    </fieldset>
  );
}

function Where({ organization, draft, onChange }: Props) {
  return (
    <div className="flex flex-col gap-3">
      <div>
        <p className="mb-1 font-medium">Where</p>
        <Segmented
          label="Where"
          value={draft.where}
          onChange={(where) => onChange({ ...draft, where })}
          options={[
            { value: "everything", label: "Everything" },
            { value: "project", label: "Project" },
            { value: "database", label: "Database" },
          ]}
        />
        {draft.where === "everything" && (
          <p className="mt-1 text-cap text-ink-3">The whole organization, and what will be added to it.</p>
        )}
      </div>
      {draft.where === "project" && (
        <Finder
          label="Project"
          list={(search) => projects(organization, search)}
          value={draft.project}
          onChange={(project) => onChange({ ...draft, project, instance: "" })}
        />
      )}
      {draft.where === "project" && draft.project !== "" && (
        <Instance organization={organization} draft={draft} onChange={onChange} />
      )}
      {draft.where === "database" && (
        <Finder
          label="Database"
          list={(search) => databases(organization, search)}
          value={draft.database}
          onChange={(database) => onChange({ ...draft, database })}
        />
      )}
    </div>
  );
}

function Instance({ organization, draft, onChange }: Props) {
  const found = useQuery(instances(organization, draft.project)).data?.items ?? [];
  return (
    <Field label="Instance">
      {(field) => (
        <Select
          {...field}
          value={draft.instance}
          onChange={(event) => onChange({ ...draft, instance: event.target.value })}
        >
          <option value="">The whole project</option>
          {found.map((instance) => (
            <option key={instance.id} value={instance.id}>
              {instance.name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function Production({ draft, onChange, noProduction }: Props) {
  return (
    <div>
      <p className="mb-1 font-medium">Production</p>
      <CheckRow
        label="Also in production"
        hint={noProduction ?? "Instances and branches marked production."}
        checked={draft.production && !noProduction}
        aria-disabled={noProduction ? true : undefined}
        onChange={(event) => !noProduction && onChange({ ...draft, production: event.target.checked })}
      />
    </div>
  );
}

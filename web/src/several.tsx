// Several of a list, or all but these: boxes to check behind one field of a form, and "not A,B" in an address.

/** What a list in an address names, without the "not " before it. */
export const chosenOf = (list: string): string[] => list.replace(/^not /, "").split(",").filter(Boolean);
export const isDenied = (list: string): boolean => list.startsWith("not ");
/** "KAZ,IND" as "KAZ, IND". */
export const shownAs = (list: string): string => list.replace(/,/g, ", ");

/** What is checked in a form, as an address says it. */
export function severalOf(data: FormData, name: string): string {
  return (data.has(`${name}-not`) ? "not " : "") + data.getAll(name).join(",");
}

export function Several({ name, label, value, options }: { name: string; label: string; value: string; options: [string, string][] }) {
  const chosen = chosenOf(value);
  const names = options.filter(([key]) => chosen.includes(key)).map(([, text]) => text);
  const shown = !chosen.length ? "any" : `${isDenied(value) ? "not " : ""}${names.join(", ") || chosen.join(", ")}`;
  return (
    <details class={`field several ${name}`}>
      <summary>
        <span>{label}</span>
        <b title={shown}>{shown}</b>
      </summary>
      <fieldset>
        <legend class="only-read">{label}</legend>
        {options.map(([key, text]) => (
          <label key={key}>
            <input type="checkbox" name={name} value={key} defaultChecked={chosen.includes(key)} /> {text}
          </label>
        ))}
        <label class="all-but">
          <input type="checkbox" name={`${name}-not`} value="1" defaultChecked={isDenied(value)} /> all but these
        </label>
      </fieldset>
    </details>
  );
}

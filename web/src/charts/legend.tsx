import { quadNames } from "../words";

/** Which colour is what. */
export function Legend() {
  return (
    <ul class="legend">
      {[2, 1, 3, 4].map((q) => (
        <li key={q} class={`q${q}`}>
          <i aria-hidden="true" />
          {quadNames[q]}
        </li>
      ))}
    </ul>
  );
}

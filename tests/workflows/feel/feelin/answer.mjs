// Answers FEEL expressions as feelin does: reads lines of JSON [expression, context], writes lines of JSON.

import readline from 'node:readline';
import { evaluate } from 'feelin';

for await (const line of readline.createInterface({ input: process.stdin })) {
  const [expression, context] = JSON.parse(line);
  let answer;
  try {
    const result = evaluate(expression, context);
    answer = { value: plain(result && typeof result === 'object' && 'warnings' in result ? result.value : result) };
  } catch (error) {
    answer = { error: String(error.message).slice(0, 80) };
  }
  console.log(JSON.stringify(answer));
}

// Dates and durations become {text}, functions {function}; the rest is JSON already.
function plain(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'function') return { function: true };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object') return value;
  if (value.constructor && value.constructor.name !== 'Object') return { text: String(value) };
  return { context: Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plain(entry)])) };
}

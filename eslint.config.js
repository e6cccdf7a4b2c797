import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const CLOCK_AND_CHANCE = "time and randomness come from adapters/system, so that every run can be replayed";

export default defineConfig(
  globalIgnores(["dist/", "node_modules/", "coverage/", "state/", "logs/"]),
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/strict-boolean-expressions": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "as" }],
      "@typescript-eslint/no-non-null-assertion": "error",
      complexity: ["error", 10],
      "max-depth": ["error", 3],
    },
  },
  {
    files: ["src/**/*.ts"],
    ignores: ["src/adapters/system/**"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: CLOCK_AND_CHANCE,
        },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: CLOCK_AND_CHANCE },
        {
          selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: CLOCK_AND_CHANCE,
        },
        {
          selector: "MemberExpression[object.name='Temporal'][property.name='Now']",
          message: CLOCK_AND_CHANCE,
        },
        {
          selector: "CallExpression[callee.name=/^(setTimeout|setInterval|randomUUID|randomBytes)$/]",
          message: CLOCK_AND_CHANCE,
        },
      ],
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: { complexity: "off" },
  },
);

// SPDX-License-Identifier: Apache-2.0
import typescript from "typescript-eslint";

export default typescript.config(
  { ignores: ["built/", "node_modules/", "vite.config.ts", "eslint.config.js"] },
  typescript.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: "./tsconfig.json" } },
    rules: { "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }] },
  },
);

import { defineConfig } from 'eslint/config'
import hooks from 'eslint-plugin-react-hooks'
import a11y from 'eslint-plugin-jsx-a11y-x'
import ts from 'typescript-eslint'

export default defineConfig(
  { ignores: ['dist', 'gallery-dist', 'screens', 'src/core/generated', 'src/core/wasm'] },
  ts.configs.strictTypeChecked,
  ts.configs.stylisticTypeChecked,
  hooks.configs.flat['recommended-latest'],
  a11y.configs.strict,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // `path: { id }` of a route and similar: an arrow that returns nothing reads well.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-restricted-properties': [
        'error',
        ...['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'srcdoc'].map((property) => ({
          property,
          message: 'Text goes into the page as text; Trusted Types refuse this.',
        })),
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: 'Text goes into the page as text; Trusted Types refuse this.',
        },
      ],
      'no-eval': 'error',
      'no-console': 'error',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 300, skipComments: true }],
    },
  },
  {
    files: ['tools/**/*.js', 'e2e/**/*.js'],
    rules: { 'no-console': 'off' },
  },
  // They read JSON of a whole program and reach into pages: nothing there has types to check.
  { files: ['e2e/**/*.js'], ...ts.configs.disableTypeChecked },
)

/** For tools that do not read single-file components (the linter); vue-tsc sees the components themselves. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue';

  const component: DefineComponent;
  export default component;
}

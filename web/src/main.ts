import { createApp } from 'vue';
import App from './App.vue';
import './base.css';
import { openPage, startStore } from './store';

startStore();
createApp(App).mount('#app');
void openPage();

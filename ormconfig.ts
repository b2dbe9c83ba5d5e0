import 'reflect-metadata';
import { loadDatabaseUrl } from './src/config';
import { createDataSource } from './src/db/dataSource';

/** The one data source of the installation; the application, the command line and TypeORM's own tools import it. */
export const dataSource = createDataSource(loadDatabaseUrl(process.env));

export default dataSource;

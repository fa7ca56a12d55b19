//! For tests: throwaway Postgres and MariaDB servers, certificates, databases

// Tests must not depend on the machine's zone: the product speaks Asia/Shanghai from a UTC process.
process.env.TZ = 'UTC';

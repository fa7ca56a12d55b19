//! Stub.
use super::Context;
use crate::Refusal;
use crate::request::Request;
use bailiwick_policy::Operation;
use bailiwick_schema::TableIndex;

/// A write.
#[derive(Debug, Clone)]
pub struct WritePlan<'a>(std::marker::PhantomData<&'a ()>);

pub(super) fn plan<'a>(
    _: &Request,
    _: &Context<'a>,
    _: TableIndex,
    _: Operation,
) -> Result<WritePlan<'a>, Refusal> {
    Err(Refusal::not_offered("writing"))
}

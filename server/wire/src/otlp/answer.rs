//! Answers, written as the request was.

use prost::Message;
use serde_json::json;

use crate::series::Rejected;

use super::Form;

/// `ExportMetricsServiceResponse`
#[derive(Clone, PartialEq, Message)]
struct Response {
    #[prost(message, optional, tag = "1")]
    partial_success: Option<PartialSuccess>,
}

#[derive(Clone, PartialEq, Message)]
struct PartialSuccess {
    #[prost(int64, tag = "1")]
    rejected_data_points: i64,
    #[prost(string, tag = "2")]
    error_message: String,
}

/// `google.rpc.Status`
#[derive(Clone, PartialEq, Message)]
struct Status {
    #[prost(int32, tag = "1")]
    code: i32,
    #[prost(string, tag = "2")]
    message: String,
}

/// The body of the answer 200: that all was taken, or what was not. A client does not send rejected points again.
pub fn answer(rejected: &Rejected, form: Form) -> Vec<u8> {
    let partial = (rejected.count > 0 || rejected.reason.is_some()).then(|| PartialSuccess {
        rejected_data_points: i64::try_from(rejected.count).unwrap_or(i64::MAX),
        error_message: rejected.reason.clone().unwrap_or_default(),
    });
    match (form, partial) {
        (Form::Protobuf, partial_success) => Response { partial_success }.encode_to_vec(),
        (Form::Json, None) => b"{}".to_vec(),
        (Form::Json, Some(partial)) => json!({
            "partialSuccess": { "rejectedDataPoints": partial.rejected_data_points.to_string(), "errorMessage": partial.error_message }
        })
        .to_string()
        .into_bytes(),
    }
}

/// The body of any other answer.
pub fn failure(message: &str, form: Form) -> Vec<u8> {
    match form {
        Form::Protobuf => Status { code: 0, message: message.to_owned() }.encode_to_vec(),
        Form::Json => json!({ "message": message }).to_string().into_bytes(),
    }
}

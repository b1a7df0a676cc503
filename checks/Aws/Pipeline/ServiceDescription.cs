namespace EksGrader.Checks.Aws.Pipeline;

/// <summary>How a service of AWS is spoken to.</summary>
internal enum ServiceProtocol
{
    /// <summary>JSON bodies, paths that mean something.</summary>
    RestJson,

    /// <summary>JSON 1.1: the operation stands in the header <c>X-Amz-Target</c>.</summary>
    Json,

    /// <summary>Form parameters in, XML out.</summary>
    Query,
}

/// <summary>What the SDK's generated metadata would say of a service (botocore service models, <c>metadata</c>).</summary>
/// <param name="ServiceId">Names the service in <c>AWS_ENDPOINT_URL_…</c> and in shared configuration.</param>
/// <param name="EndpointPrefix">The first label of its endpoints; its signing name too.</param>
/// <param name="ApiVersion">The version of its API.</param>
/// <param name="Protocol">How it is spoken to.</param>
/// <param name="TargetPrefix">What stands before the operation in <c>X-Amz-Target</c>.</param>
internal sealed record ServiceDescription(string ServiceId, string EndpointPrefix, string ApiVersion, ServiceProtocol Protocol, string? TargetPrefix = null)
{
    public static ServiceDescription Eks { get; } = new("EKS", "eks", "2017-11-01", ServiceProtocol.RestJson);

    public static ServiceDescription LoadBalancing { get; } = new("Elastic Load Balancing", "elasticloadbalancing", "2012-06-01", ServiceProtocol.Query);

    public static ServiceDescription LoadBalancingV2 { get; } = new("Elastic Load Balancing v2", "elasticloadbalancing", "2015-12-01", ServiceProtocol.Query);

    public static ServiceDescription CloudFormation { get; } = new("CloudFormation", "cloudformation", "2010-05-15", ServiceProtocol.Query);

    public static ServiceDescription Logs { get; } = new("CloudWatch Logs", "logs", "2014-03-28", ServiceProtocol.Json, "Logs_20140328");
}

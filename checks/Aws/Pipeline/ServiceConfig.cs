using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace EksGrader.Checks.Aws.Pipeline;

/// <summary>
/// The settings of a client. Its address is that of the SDK's own rules: <c>AWS_ENDPOINT_URL_SERVICE</c>, <c>AWS_ENDPOINT_URL</c>,
/// the shared configuration, else <c>https://PREFIX.REGION.SUFFIX</c> with the suffix of the region's partition.
/// </summary>
public abstract class ServiceConfig : ClientConfig
{
    private protected ServiceConfig(ServiceDescription service)
        : base(new DefaultConfigurationProvider([new DefaultConfiguration
        {
            Name = DefaultConfigurationMode.Standard,
            RetryMode = RequestRetryMode.Standard,
        }]))
    {
        Service = service;
        ServiceId = service.ServiceId;
        AuthenticationServiceName = service.SigningName;
        AllowAutoRedirect = false;
        DisableLogging = true;
    }

    internal ServiceDescription Service { get; }

    /// <inheritdoc/>
    public override string ServiceVersion => Service.ApiVersion;

    /// <inheritdoc/>
    public override string UserAgent => "eksgrader";

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => Service.EndpointPrefix;

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        new(ServiceURL ?? $"https://{Service.EndpointPrefix}.{RegionEndpoint.SystemName}.{RegionEndpoint.PartitionDnsSuffix}");
}

/// <summary>How a service of AWS is spoken to.</summary>
internal enum ServiceProtocol
{
    /// <summary>JSON bodies, paths that mean something.</summary>
    RestJson,

    /// <summary>JSON 1.1: the operation stands in the header <c>X-Amz-Target</c>.</summary>
    Json,

    /// <summary>The same in version 1.0.</summary>
    Json10,

    /// <summary>Form parameters in, XML out.</summary>
    Query,
}

/// <summary>What the SDK's generated metadata would say of a service (botocore service models, <c>metadata</c>).</summary>
/// <param name="ServiceId">Names the service in <c>AWS_ENDPOINT_URL_…</c> and in shared configuration.</param>
/// <param name="EndpointPrefix">What its endpoints begin with; its signing name too, unless it has another.</param>
/// <param name="ApiVersion">The version of its API.</param>
/// <param name="Protocol">How it is spoken to.</param>
/// <param name="TargetPrefix">What stands before the operation in <c>X-Amz-Target</c>.</param>
internal sealed record ServiceDescription(string ServiceId, string EndpointPrefix, string ApiVersion, ServiceProtocol Protocol, string? TargetPrefix = null)
{
    /// <summary>The service's name in the scope of signatures.</summary>
    public string SigningName { get; init; } = EndpointPrefix;

    public static ServiceDescription Eks { get; } = new("EKS", "eks", "2017-11-01", ServiceProtocol.RestJson);

    public static ServiceDescription LoadBalancing { get; } = new("Elastic Load Balancing", "elasticloadbalancing", "2012-06-01", ServiceProtocol.Query);

    public static ServiceDescription LoadBalancingV2 { get; } = new("Elastic Load Balancing v2", "elasticloadbalancing", "2015-12-01", ServiceProtocol.Query);

    public static ServiceDescription CloudFormation { get; } = new("CloudFormation", "cloudformation", "2010-05-15", ServiceProtocol.Query);

    public static ServiceDescription Logs { get; } = new("CloudWatch Logs", "logs", "2014-03-28", ServiceProtocol.Json, "Logs_20140328");

    public static ServiceDescription CloudWatch { get; } = new("CloudWatch", "monitoring", "2010-08-01", ServiceProtocol.Json10, "GraniteServiceVersion20100801");

    public static ServiceDescription Ecr { get; } =
        new("ECR", "api.ecr", "2015-09-21", ServiceProtocol.Json, "AmazonEC2ContainerRegistry_V20150921") { SigningName = "ecr" };

    public static ServiceDescription CodePipeline { get; } = new("CodePipeline", "codepipeline", "2015-07-09", ServiceProtocol.Json, "CodePipeline_20150709");

    public static ServiceDescription AutoScaling { get; } = new("Auto Scaling", "autoscaling", "2011-01-01", ServiceProtocol.Query);

    public static ServiceDescription Prometheus { get; } = new("amp", "aps", "2020-08-01", ServiceProtocol.RestJson);

    public static ServiceDescription Grafana { get; } = new("grafana", "grafana", "2020-08-18", ServiceProtocol.RestJson);
}

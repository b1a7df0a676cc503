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
        AuthenticationServiceName = service.EndpointPrefix;
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
